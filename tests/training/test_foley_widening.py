"""A larger network that begins with what a smaller one knows."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="what training needs is not installed")


def _pair(wide: int) -> torch.nn.Sequential:
    return torch.nn.Sequential(
        torch.nn.Conv1d(3, wide, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv1d(wide, 2, 1)
    )


def test_a_larger_network_answers_as_the_smaller_one_did() -> None:
    from training.foley.widening import widened

    small, large = _pair(4), _pair(7)
    large.load_state_dict(widened(small.state_dict(), large.state_dict()))
    x = torch.randn(2, 3, 20)
    assert torch.allclose(large(x), small(x), atol=1e-6)


def test_what_is_added_can_learn() -> None:
    from training.foley.widening import widened

    small, large = _pair(4), _pair(7)
    large.load_state_dict(widened(small.state_dict(), large.state_dict()))
    assert large[0].weight[4:].abs().min() > 0
    large(torch.randn(2, 3, 20)).sum().backward()
    assert large[2].weight.grad[:, 4:].abs().max() > 0


def test_of_one_size_it_is_the_network() -> None:
    from training.foley.widening import widened

    one, other = _pair(4), _pair(4)
    for name, value in widened(one.state_dict(), other.state_dict()).items():
        assert torch.equal(value, one.state_dict()[name])


def test_a_smaller_network_has_no_room() -> None:
    from training.foley.widening import widened

    with pytest.raises(ValueError, match="no room"):
        widened(_pair(7).state_dict(), _pair(4).state_dict())
