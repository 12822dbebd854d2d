"""A pretrained speech encoder, layer by layer: 16 kHz samples to hidden states, front end included.

    WhisperTower    Whisper's encoder
    Wav2Vec2Tower   HuBERT and wav2vec 2.0, base (group norm) and large (layer norm)
    ConformerTower  w2v-BERT 2.0

A clip goes through alone and unpadded where the encoder is frozen, so there is nothing to mask. Opened layers run on
padded batches, and `mask` keeps what a clip becomes independent of its batch mates.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils import parametrize
from transformers import HubertModel, PreTrainedConfig, PreTrainedModel, Wav2Vec2BertModel, Wav2Vec2Model
from transformers.models.whisper.modeling_whisper import WhisperEncoder
from transformers.utils import cached_file

from engine.trainer import recipe
from engine.trainer.models.front_ends import HOP, RATE_HZ, WINDOW, FilterBank, LogMel, Standardised
from engine.trainer.quiet import quiet
from engine.trainer.recipe import RecipeError

_OF_THE_CHECKPOINT = {"_name_or_path", "architectures", "dtype", "torch_dtype", "transformers_version"}
_NOT_USED = ("masked_spec_embed", "adapter.", "intermediate_ffn.")  # weights above the encoder, or for pretraining


class SpeechTower(nn.Module):
    """Frozen and in evaluation mode as loaded; float32."""

    depth: int  # layers
    width: int  # of a hidden state
    rate_hz: float  # hidden states a second
    id: str  # hash of configuration and weights: what was computed with another tower is not of this one
    layers: nn.ModuleList
    fewest_samples: int  # a shorter clip gives no frame
    longest_s: float = math.inf  # a longer one does not fit

    @classmethod
    def load(cls, base: Path | str) -> SpeechTower:
        """From a folder, or by its name on the model hub.

        Raises:
            RecipeError: there is no such model, it is of another kind, or it lacks weights.
        """
        try:
            table, _ = PreTrainedConfig.get_config_dict(base)
            kind = TOWERS.get(str(table.get("model_type")))
            if kind is None:
                known = ", ".join(TOWERS)
                raise RecipeError(f"The speech encoder {base} is of the kind {table.get('model_type')}; {known} fit.")
            with quiet():
                tower = kind.of(base, str(table["model_type"]))
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            if isinstance(error, RecipeError):
                raise
            reason = str(error).strip().splitlines()[0]
            raise RecipeError(f"The speech encoder {base} cannot be loaded: {reason}") from error
        return tower.eval().requires_grad_(False)

    @classmethod
    def of(cls, base: Path | str, model_type: str) -> SpeechTower:
        """Load a checkpoint of this kind."""
        raise NotImplementedError

    def enter(self, samples: Tensor) -> Tensor:
        """(1, n) float32 in [-1, 1] at 16 kHz -> (1, T, width): all that comes before the first layer."""
        if not torch.compiler.is_exporting() and samples.shape[1] < self.fewest_samples:
            return samples.new_zeros(len(samples), 0, self.width)
        return self._front(samples)

    def layer_module(self, number: int) -> nn.Module:
        """Layer `number`, 1 … depth."""
        return self.layers[number - 1]

    def layer(self, number: int, hidden: Tensor, mask: Tensor | None) -> Tensor:
        """Layer `number`, 1 … depth: (B, T, width) -> (B, T, width), zero outside `mask`, (B, T) true frames."""
        if not torch.compiler.is_exporting() and not hidden.shape[1]:
            return hidden
        attend = None
        if mask is not None:  # not -inf: a clip without a frame would become not-a-number
            attend = torch.where(mask, 0.0, -1e9).to(hidden.dtype)[:, None, None, :]
        after = self._layer(self.layer_module(number), hidden, attend, mask)
        after = after[0] if isinstance(after, tuple) else after
        return after if mask is None else after.masked_fill(~mask[..., None], 0.0)

    def leave(self, hidden: Tensor) -> Tensor:
        """What follows the last layer: its norm, where there is one."""
        return hidden

    def states(self, samples: Tensor, layers: Sequence[int]) -> Tensor:
        """(1, n) float32 -> (1, T, len(layers), width); 0 is what enters the first layer, `depth` is after `leave`."""
        return self.above(self.enter(samples), layers)

    def above(self, entered: Tensor, layers: Sequence[int]) -> Tensor:
        """The same from what `enter` gave."""
        found = {0: entered} | self.upper(entered, None, 1, [number for number in layers if number])
        return torch.stack([found[number] for number in layers], dim=2)

    def upper(self, hidden: Tensor, mask: Tensor | None, first: int, layers: Sequence[int]) -> dict[int, Tensor]:
        """From the output of layer `first` - 1, (B, T, width), the hidden states of `layers`, all of them ≥ `first`."""
        found: dict[int, Tensor] = {}
        for number in range(first, max(layers, default=0) + 1):
            hidden = self.layer(number, hidden, mask)
            if number in layers:
                found[number] = self.leave(hidden) if number == self.depth else hidden
        return found

    def _front(self, samples: Tensor) -> Tensor:
        raise NotImplementedError

    def _layer(self, layer: nn.Module, hidden: Tensor, attend: Tensor | None, mask: Tensor | None) -> Any:
        """`attend` (B, 1, 1, T) is added to the attention scores."""
        return layer(hidden, attend)

    def _identify(self, config: PreTrainedConfig, *more: object) -> None:
        settings = {name: value for name, value in config.to_diff_dict().items() if name not in _OF_THE_CHECKPOINT}
        digest = hashlib.sha256(json.dumps([settings, *more], sort_keys=True, default=str).encode())
        for name, value in sorted(self.state_dict().items()):
            digest.update(name.encode())
            digest.update(value.contiguous().numpy())
        self.id = digest.hexdigest()[:16]


class WhisperTower(SpeechTower):
    """Clips are not padded to 30 s: the position table is cropped to the clip."""

    def __init__(self, encoder: WhisperEncoder):
        super().__init__()
        config = encoder.config
        self.log_mel = LogMel(config.num_mel_bins)
        self.conv1, self.conv2 = encoder.conv1, encoder.conv2
        self.positions = nn.Parameter(encoder.embed_positions.weight.detach().clone())
        self.layers, self.norm = encoder.layers, encoder.layer_norm
        self.depth, self.width, self.rate_hz = len(self.layers), config.d_model, RATE_HZ / (2 * HOP)
        self.fewest_samples, self.longest_s = 2 * HOP, config.max_source_positions / self.rate_hz
        self._identify(config)

    @classmethod
    def of(cls, base: Path | str, model_type: str) -> SpeechTower:
        # The encoder alone: what a checkpoint has of a decoder is neither made nor read.
        return cls(_weights(WhisperEncoder, base, key_mapping={r"^(model\.)?encoder\.": ""}))

    def leave(self, hidden: Tensor) -> Tensor:
        return self.norm(hidden)

    def from_mel(self, mel: Tensor) -> Tensor:
        """Log-mel (1, bands, frames at 100 Hz) -> what the encoder gives, (1, frames / 2, width)."""
        return self.above(self._enter_mel(mel), [self.depth])[:, :, 0]

    def _front(self, samples: Tensor) -> Tensor:
        return self._enter_mel(self.log_mel(samples))

    def _enter_mel(self, mel: Tensor) -> Tensor:
        hidden = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        return hidden + self.positions[: hidden.shape[1]]


class Wav2Vec2Tower(SpeechTower):
    """HuBERT and wav2vec 2.0. `standardise`: whether samples are brought to zero mean and unit variance."""

    def __init__(self, model: HubertModel | Wav2Vec2Model, standardise: bool):
        super().__init__()
        config, encoder = model.config, model.encoder
        self.standardise = Standardised() if standardise else nn.Identity()
        self.convolutions, self.projection = model.feature_extractor, model.feature_projection
        self.positions, self.norm = encoder.pos_conv_embed, encoder.layer_norm
        for part in list(self.positions.modules()):
            if parametrize.is_parametrized(part):  # weight norm, a matter of training
                parametrize.remove_parametrizations(part, "weight")
        self.layers = encoder.layers
        self.norm_last = config.do_stable_layer_norm
        self.depth, self.width = len(self.layers), config.hidden_size
        self.rate_hz = RATE_HZ / math.prod(config.conv_stride)
        self.fewest_samples = 1
        for kernel, stride in zip(reversed(config.conv_kernel), reversed(config.conv_stride), strict=True):
            self.fewest_samples = (self.fewest_samples - 1) * stride + kernel
        self._identify(config, standardise)

    @classmethod
    def of(cls, base: Path | str, model_type: str) -> SpeechTower:
        model = _weights(HubertModel if model_type == "hubert" else Wav2Vec2Model, base)
        standardise = _preprocessor(base).get("do_normalize", model.config.feat_extract_norm == "layer")
        return cls(model, bool(standardise))

    def leave(self, hidden: Tensor) -> Tensor:
        return self.norm(hidden) if self.norm_last else hidden

    def _front(self, samples: Tensor) -> Tensor:
        hidden = self.projection(self.convolutions(self.standardise(samples)).transpose(1, 2))
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        hidden = hidden + self.positions(hidden)
        return hidden if self.norm_last else self.norm(hidden)


class ConformerTower(SpeechTower):
    """w2v-BERT 2.0 (2108.06209, 2312.05187), whose convolutions look back alone and whose positions are relative."""

    def __init__(self, model: Wav2Vec2BertModel):
        super().__init__()
        config = model.config
        bands, odd = divmod(config.feature_projection_input_dim, 2)
        if config.position_embeddings_type != "relative_key" or odd:
            raise RecipeError("Of w2v-BERT models only those fit that have positions of the kind relative_key.")
        self.filter_bank, self.projection = FilterBank(bands), model.feature_projection
        self.layers = model.encoder.layers
        self.depth, self.width, self.rate_hz = len(self.layers), config.hidden_size, RATE_HZ / (2 * HOP)
        self.fewest_samples = WINDOW + HOP
        self._identify(config)

    @classmethod
    def of(cls, base: Path | str, model_type: str) -> SpeechTower:
        return cls(_weights(Wav2Vec2BertModel, base))

    def _front(self, samples: Tensor) -> Tensor:
        return self.projection(self.filter_bank(samples))[0]

    def _layer(self, layer: nn.Module, hidden: Tensor, attend: Tensor | None, mask: Tensor | None) -> Any:
        return layer(hidden, attention_mask=attend, conv_attention_mask=mask)


TOWERS: dict[str, type[SpeechTower]] = {
    "whisper": WhisperTower,
    "hubert": Wav2Vec2Tower,
    "wav2vec2": Wav2Vec2Tower,
    "wav2vec2-bert": ConformerTower,
}


def check_layers(settings: recipe.Speech, depth: int) -> None:
    """Raises RecipeError when a speech encoder of `depth` layers has not those that the recipe names."""
    if max(settings.layers, default=0) > depth:
        raise RecipeError(f"speech.layers names layer {max(settings.layers)}; the speech encoder has {depth}.")
    if settings.open_layers > depth:
        raise RecipeError(f"speech.open_layers opens {settings.open_layers} layers; the speech encoder has {depth}.")
    first_open = depth - settings.open_layers + 1
    if settings.open_layers and settings.layers and max(settings.layers) < first_open:
        raise RecipeError(
            f"speech.open_layers opens layers from {first_open} on, and speech.layers draws on none of them."
        )


def _weights(kind: type[PreTrainedModel], base: Path | str, **how: Any) -> Any:
    """A checkpoint, float32; transformers fills what it lacks with noise, which is refused here."""
    model, found = kind.from_pretrained(base, dtype=torch.float32, output_loading_info=True, **how)
    missing = [name for name in sorted(found["missing_keys"]) if not name.startswith(_NOT_USED)]
    if missing:
        raise RecipeError(f"The speech encoder {base} lacks {len(missing)} of its weights, {missing[0]} among them.")
    return model


def _preprocessor(base: Path | str) -> dict[str, Any]:
    """What a checkpoint says of its front end, where it does."""
    path = cached_file(
        base, "preprocessor_config.json",
        _raise_exceptions_for_missing_entries=False, _raise_exceptions_for_connection_errors=False,
    )  # fmt: skip
    return json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
