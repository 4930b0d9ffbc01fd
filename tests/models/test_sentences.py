from __future__ import annotations

import numpy as np
import pytest

from backbeat.models.sentences import SIZE, SentenceModel, sentence_model, words_of


@pytest.fixture(scope="module")
def model() -> SentenceModel:
    found = sentence_model()
    if found is None:
        pytest.skip("the package of the extra search is not installed")
    return found


def test_words_are_spelt_as_bert_spells_them(model: SentenceModel) -> None:
    assert words_of("Café, don't_stop") == ["cafe", ",", "don", "'", "t", "_", "stop"]
    # As the tokenizer that comes with all-MiniLM-L6-v2 numbers them.
    assert model._ids("heavy door slam") == [101, 3082, 2341, 9555, 102]
    assert model._ids("footsteps unwindable") == [101, 9717, 4895, 11101, 3085, 102]
    assert model._ids("") == [101, 102]
    assert len(model._ids("door " * 500)) == 64


def test_what_means_the_same_is_nearer(model: SentenceModel) -> None:
    sentences = ["a baby cries", "an infant weeps", "an engine starts", "a motor is turned on"]
    vectors = model.embed(sentences)
    assert vectors.shape == (4, SIZE)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    near = vectors @ vectors.T
    assert near[0, 1] > max(near[0, 2], near[0, 3]) + 0.2
    assert near[2, 3] > max(near[0, 2], near[1, 2]) + 0.2


def test_a_sentence_is_the_same_alone_and_among_others(model: SentenceModel) -> None:
    alone = model("door")
    among = model.embed(["door", "a very long sentence about rain on a tin roof at night"])[0]
    assert float(alone @ among) > 0.99
