"""The map that comes with every logit: that it is the logit, that it is Grad-CAM, and what is drawn from it."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import Image

from imaging.inference.cam import overlay, zones
from imaging.inference.cards import EMBEDDED, read_card
from imaging.inference.grouping import GroupedChestNet
from imaging.inference.networks import ChestNet
from imaging.inference.onnx_engine import OnnxEngine
from imaging.inference.torch_engine import TorchEngine


@pytest.fixture(scope="module")
def chest() -> ChestNet:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    return ChestNet(18).eval()


def test_the_mean_of_the_map_is_the_logit(chest):
    film = torch.randn(2, 1, 64, 64) * 500
    with torch.inference_mode():
        logits, maps = chest(film)
    bias = chest.body.class_layers.out.bias
    assert torch.allclose(logits, maps.mean((2, 3)) + bias, atol=2e-6)


def test_the_exported_order_answers_as_the_plain_network():
    torch.manual_seed(1)
    chest = ChestNet(18).eval()
    for one in chest.modules():
        if isinstance(one, torch.nn.BatchNorm2d):  # as after training: without them nothing would be folded
            one.running_mean.normal_(0, 0.1)
            one.running_var.uniform_(0.5, 1.5)
    film = torch.randn(2, 1, 64, 64)
    with torch.inference_mode():
        logits, maps = GroupedChestNet(chest).eval()(film)
        assert torch.allclose(logits, chest.body(film), atol=1e-5)
        assert torch.allclose(maps, chest(film)[1], atol=1e-5)


def test_the_map_is_grad_cam(chest):
    """Selvaraju et al. 2017: weights are the mean gradients of a logit; times the number of places, the same map."""
    film = torch.randn(1, 1, 64, 64) * 500
    features = torch.relu(chest.body.features(film)).detach().requires_grad_()
    logit = chest.body.class_layers.out(features.mean((2, 3)))[0, 4]
    (gradient,) = torch.autograd.grad(logit, features)
    grad_cam = (gradient.mean((2, 3), keepdim=True) * features).sum(1)[0]
    ours = chest(film)[1][0, 4]
    assert torch.allclose(ours, grad_cam * grad_cam.numel(), atol=1e-6)


def test_the_exported_demonstration_keeps_the_identity():
    card = read_card(EMBEDDED / "pneumonia-demo")
    films = np.random.default_rng(0).uniform(-1024, 1024, (5, 1, 28, 28)).astype(np.float32)
    out = OnnxEngine(card.onnx).run(films)
    members = TorchEngine.of(card)._network.members
    bias = np.mean([float(one.body.class_layers.out.bias.detach()[0]) for one in members])
    assert np.abs(out.cams.mean((2, 3))[:, 0] + bias - out.logits[:, 0]).max() <= 1e-5


def spot(row: int, column: int) -> np.ndarray:
    cam = np.full((7, 7), -0.5, np.float32)
    cam[row, column] = 3.0
    return cam


def opened(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


def test_the_overlay_is_strongest_where_the_map_is():
    picture = opened(overlay(spot(1, 5), 70, 70))
    assert picture.shape == (70, 70, 4)
    assert np.unravel_index(picture[..., 3].argmax(), (70, 70)) == pytest.approx((14, 54), abs=2)
    assert picture[40:, :, 3].max() == 0


def test_the_overlay_lies_over_the_square_that_was_read():
    picture = opened(overlay(np.ones((7, 7), np.float32), 60, 100))
    assert picture.shape == (60, 100, 4)
    assert picture[:, :20, 3].max() == 0 and picture[:, 80:, 3].max() == 0 and picture[:, 20:80, 3].min() > 150


def test_nothing_is_drawn_where_nothing_speaks_for_it():
    cam = np.full((7, 7), -1, np.float32)
    assert opened(overlay(cam, 30, 30))[..., 3].max() == 0
    assert zones(cam) == ()


@pytest.mark.parametrize(
    ("place", "words"),
    [((0, 0), "upper left"), ((3, 6), "middle right"), ((6, 1), "lower left")],
)
def test_places_are_told_in_words(place, words):
    assert zones(spot(*place)) == (f"{words} of the picture",)
