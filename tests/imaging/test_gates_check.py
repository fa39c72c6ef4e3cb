"""Gates: what may be read, what is refused and why."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from imaging.inference import gates
from imaging.inference.film import Quality
from imaging.inference.not_films import PAINTERS, not_film
from tests.imaging.phantom import chest


def codes(quality: Quality) -> set[str]:
    return {reason.code for reason in quality.reasons}


def large(picture: np.ndarray) -> np.ndarray:
    return np.kron(np.rint(picture * 255).astype(np.uint8), np.ones((5, 5), np.uint8))


def test_an_upright_chest_passes() -> None:
    assert gates.check(chest(), {"view": "PA"}) == Quality(accepted=True)


def test_sixteen_bits_pass_too() -> None:
    assert gates.check(chest().astype(np.uint16) * 257, {}).accepted


@pytest.mark.parametrize(
    ("turn", "code"),
    [
        (lambda film: 255 - film, "inverted"),
        (lambda film: np.rot90(film, 1), "turned_left"),
        (lambda film: np.rot90(film, 2), "turned_over"),
        (lambda film: np.rot90(film, 3), "turned_right"),
    ],
)
def test_a_film_the_wrong_way_is_refused(turn, code) -> None:
    found = gates.check(np.ascontiguousarray(turn(chest())), {})
    assert not found.accepted and codes(found) == {code}


def test_a_mirrored_film_passes_and_the_page_says_so() -> None:
    assert gates.check(np.ascontiguousarray(chest()[:, ::-1]), {}).accepted
    assert "mirrored films" in gates.card()["cannot_tell"]


@pytest.mark.parametrize("painter", PAINTERS, ids=lambda painter: painter.__name__)
def test_what_is_no_film_is_refused(painter) -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        picture = painter(rng)
        picture = (picture - picture.min()) / max(float(np.ptp(picture)), 1e-6)
        for shown in (picture, 1 - picture):
            assert not gates.check(large(shown), {}).accepted


def test_99_of_100_pictures_of_nothing_are_stopped() -> None:
    rng = np.random.default_rng(11)
    passed = sum(gates.check(large(not_film(rng)), {}).accepted for _ in range(400))
    assert passed <= 4


def a_cat() -> np.ndarray:
    """A face with ears, eyes, nose and whiskers, alike on both sides as a chest is."""
    image = Image.new("L", (480, 480), 205)
    draw = ImageDraw.Draw(image)
    draw.polygon([(95, 200), (110, 50), (215, 130)], fill=95)
    draw.polygon([(385, 200), (370, 50), (265, 130)], fill=95)
    draw.ellipse([80, 100, 400, 420], fill=110)
    for left in (150, 270):
        draw.ellipse([left, 200, left + 60, 250], fill=230)
        draw.ellipse([left + 22, 202, left + 38, 248], fill=15)
    draw.polygon([(220, 300), (260, 300), (240, 325)], fill=60)
    for rise in (-25, 0, 25):
        draw.line([(225, 315), (60, 315 + rise)], fill=240, width=4)
        draw.line([(255, 315), (420, 315 + rise)], fill=240, width=4)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(2)))


def test_a_cat_is_no_film() -> None:
    for shown in (a_cat(), 255 - a_cat()):
        assert codes(gates.check(shown, {})) == {"not_a_film"}


def test_a_film_in_a_black_frame_passes_and_stays_whole() -> None:
    framed = np.zeros((1024, 1024), np.uint8)
    framed[90:602, 300:812] = chest()
    framed[950:970, 40:65] = 255  # a letter in the black
    assert gates.check(framed, {"view": "PA"}).accepted
    assert gates.inside(framed).shape == (512, 512)
    assert gates.inside(chest()).shape == chest().shape


@pytest.mark.parametrize("shape", [(400, 400), (300, 500)])
def test_nothing_but_black_is_left_whole(shape) -> None:
    dark = np.zeros(shape, np.uint8)
    assert gates.inside(dark).shape == shape
    dark[10:40, 10:60] = 255  # a corner: hardly anything would be left
    assert gates.inside(dark).shape == shape


@pytest.mark.parametrize("value", [0, 37, 255])
def test_one_single_grey_is_refused(value: int) -> None:
    assert "no_contrast" in codes(gates.check(np.full((400, 400), value, np.uint8), {}))


def test_nothing_but_black_and_white_is_refused() -> None:
    assert "clipped" in codes(gates.check(np.where(chest() > 120, 255, 0).astype(np.uint8), {}))


@pytest.mark.parametrize(("shape", "code"), [((200, 400), "too_small"), ((300, 900), "too_narrow")])
def test_shapes_that_no_film_has(shape, code) -> None:
    assert code in codes(gates.check(chest(*shape), {}))


def test_a_pale_film_is_read_with_a_warning() -> None:
    found = gates.check((90 + chest() / 5).astype(np.uint8), {"view": "PA"})
    assert found.accepted and [one.code for one in found.warnings] == ["pale"]


@pytest.mark.parametrize(
    ("meta", "code"),
    [
        ({"view": "LL"}, "lateral"),
        ({"view": "LATERAL"}, "lateral"),
        ({"body_part": "HAND"}, "not_a_chest"),
        ({"modality": "CT"}, "not_a_projection"),
    ],
)
def test_tags_are_believed(meta, code) -> None:
    assert codes(gates.check(chest(), meta)) == {code}


@pytest.mark.parametrize(
    "meta", [{"view": "PA"}, {"view": "AP"}, {"modality": "DX", "body_part": "CHEST"}, {"view": ""}]
)
def test_tags_of_a_frontal_chest_pass(meta) -> None:
    assert gates.check(chest(), meta).accepted


def test_every_reason_has_words_and_says_what_to_do() -> None:
    for code, words in gates.SENTENCES.items():
        assert words.endswith(".") and "!" not in words, code


def test_the_measured_shares_meet_the_target() -> None:
    """From the fit itself: films held out, adults by patient, and how many of them pass."""
    passes = gates.card()["passes_held_out"]
    assert passes["adult, upright"] >= 0.985 and passes["child, upright"] >= 0.985
    assert all(share <= 0.01 for name, share in passes.items() if not name.endswith("upright"))


def test_fitted_weights_are_no_pictures() -> None:
    """Filters of nine numbers, alike for every place, and fewer numbers than 25 films have: nothing of one film is in them."""
    gate = gates.fitted()
    assert all(layer.shape[2:] == (3, 3) for layer in gate.filters)
    assert sum(layer.size for layer in gate.stored().values()) < 25 * gates.SIDE**2


def test_a_film_whose_view_nobody_told_is_read_with_a_warning() -> None:
    assert [one.code for one in gates.check(chest(), {}).warnings] == ["view_unknown"]
    for meta in ({"view": "AP"}, {"view_told": "PA"}):
        assert gates.check(chest(), meta) == Quality(accepted=True)
    assert gates.check(255 - chest(), {}).warnings == ()  # there is no reading that could be less certain
