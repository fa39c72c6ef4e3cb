"""What `manage.py fetch_weights` knows: where published weights lie, what pins them, and what they must answer.

A pin is the size and sha256 that a maintainer computed from a release file after checking it against published outputs. An entry
without one is not downloaded; a file brought along may be pinned by the operator who vouches for it (`--sha256`). What finally
enables a model is its acceptance, whoever pinned the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_RELEASES: Final = "https://github.com/mlmed/torchxrayvision/releases/download/v1/"
_TRAINED: Final = "densenet121-d121-tw-lr001-rot45-tr15-sc15-seed0-best.pt"


@dataclass(frozen=True)
class PublishedOutputs:
    """One film and the published outputs for it, each within `tolerance`.

    torchxrayvision publishes threshold-normalised scores, so `thresholds` (by label) are applied for this check alone.
    """

    film: str
    film_url: str
    film_sha256: str
    outputs: Mapping[str, float]
    thresholds: Mapping[str, float]
    tolerance: float
    source: str


@dataclass(frozen=True)
class LabelledFilms:
    """Where no outputs are published: films with labels that the operator brings, on which it has to tell findings apart.

    `least_auc` is a mean over findings with at least `least_each` films of either kind; there must be `least_findings` of them.
    """

    least_auc: float
    least_films: int
    least_each: int
    least_findings: int
    source: str


Acceptance = PublishedOutputs | LabelledFilms


@dataclass(frozen=True)
class Entry:
    """One set of weights. `sha256` is None until a maintainer has pinned the file."""

    name: str
    title: str
    url: str
    size_bytes: int | None
    sha256: str | None
    licence: str
    trained_on: str
    labels_from: str
    acceptance: Acceptance
    limits: tuple[str, ...]

    @property
    def refusal(self) -> str:
        """Why it is not downloaded; empty when it is."""
        if self.sha256 and self.size_bytes:
            return ""
        return (
            f"{self.name} has no pin yet: nobody has checked the release file and written down its size and sha256. "
            f"Get the file from {self.url}, compare its sha256 with a source you trust, and give both: "
            f"--from-file FILE --sha256 HEX."
        )


_LIMITS: Final = (
    "Trained on adult films of a few hospitals; between hospitals its AUC moves more than between networks.",
    "Its training labels were read from reports by a program and are noisy.",
    "Its training split is random and unseeded, so figures on NIH films may be optimistic.",
    "It reads frontal films. Lateral films, photographs of films and films of small children were not its task.",
)
_THRESHOLDS: Final = {
    "Atelectasis": 0.07422872,
    "Consolidation": 0.038290843,
    "Infiltration": 0.09814756,
    "Pneumothorax": 0.0098118475,
    "Edema": 0.023601074,
    "Emphysema": 0.0022490358,
    "Fibrosis": 0.010060724,
    "Effusion": 0.103246614,
    "Pneumonia": 0.056810737,
    "Pleural_Thickening": 0.026791653,
    "Cardiomegaly": 0.050318155,
    "Nodule": 0.023985857,
    "Mass": 0.01939503,
    "Hernia": 0.042889766,
    "Lung Lesion": 0.053369623,
    "Fracture": 0.035975814,
    "Lung Opacity": 0.20204692,
    "Enlarged Cardiomediastinum": 0.05015312,
}
_PUBLISHED: Final = {
    "Atelectasis": 0.50577986,
    "Cardiomegaly": 0.62151504,
    "Consolidation": 0.3124331,
    "Edema": 0.21286564,
    "Effusion": 0.39427388,
    "Emphysema": 0.503361,
    "Fibrosis": 0.5401596,
    "Fracture": 0.28907478,
    "Hernia": 0.012677962,
    "Infiltration": 0.5220189,
    "Mass": 0.4104132,
    "Nodule": 0.5091791,
    "Pleural_Thickening": 0.5104176,
    "Pneumonia": 0.18006423,
    "Pneumothorax": 0.30677897,
    "Enlarged Cardiomediastinum": 0.4313866,
    "Lung Lesion": 0.21828467,
    "Lung Opacity": 0.36826086,
}

ENTRIES: Final = {
    entry.name: entry
    for entry in (
        Entry(
            name="chest-18",
            title="Chest films, 18 findings (DenseNet121)",
            url=f"{_RELEASES}nih-pc-chex-mimic_ch-google-openi-kaggle-{_TRAINED}",
            size_bytes=None,
            sha256=None,
            licence="Apache-2.0 (torchxrayvision); the films it was trained on have terms of their own",
            trained_on="NIH ChestX-ray14, PadChest, CheXpert, MIMIC-CXR, OpenI, RSNA and others (Cohen et al. 2022, MIDL)",
            labels_from="reports, read by programs; partly by radiologists",
            acceptance=PublishedOutputs(
                film="00000001_000.png",
                film_url="https://raw.githubusercontent.com/mlmed/torchxrayvision/84f29f72740537a1fdfb4884343de28b25bd059e/tests/00000001_000.png",
                film_sha256="c8cbe59e6b9b186060dc68e63965658fa6b5b3ada6648d25c189b8b69b43cd4c",
                outputs=_PUBLISHED,
                thresholds=_THRESHOLDS,
                tolerance=0.05,  # their resampling is skimage's, ours is exact area resampling
                source="README of torchxrayvision, `process_image.py 00000001_000.png -resize`",
            ),
            limits=_LIMITS,
        ),
        Entry(
            name="chest-14",
            title="Chest films, 14 findings (DenseNet121)",
            url=f"{_RELEASES}nih-{_TRAINED}",
            size_bytes=None,
            sha256=None,
            licence="Apache-2.0 (torchxrayvision); NIH films: attribution and citation (Wang et al. 2017, CVPR)",
            trained_on="NIH ChestX-ray14 (Wang et al. 2017)",
            labels_from="reports, read by a program",
            acceptance=LabelledFilms(
                least_auc=0.70,  # published for such networks on such films: 0.78 to 0.84; random weights: about 0.5
                least_films=150,
                least_each=5,
                least_findings=8,
                source="labelled frontal films in the manner of NIH ChestX-ray14",
            ),
            limits=_LIMITS,
        ),
    )
}
