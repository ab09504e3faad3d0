"""Symbols as written by hand: sigma_1 → σ₁. Decides nothing; for reports."""

from __future__ import annotations

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "lam": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "eps": "ε", "Sigma": "Σ", "Lambda": "Λ",
    "Theta": "Θ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "Delta": "Δ", "Gamma": "Γ",
}  # fmt: skip
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def name(text: str) -> str:
    """A symbol's name as written by hand: sigma_1 → σ₁."""
    head, _, tail = text.rstrip("_").partition("_")
    stem = head.rstrip("0123456789")
    digits = head[len(stem) :]
    shown = GREEK.get(stem, stem) + digits.translate(SUBSCRIPTS)
    if tail:
        shown += tail.translate(SUBSCRIPTS) if tail.isdigit() else f"_{GREEK.get(tail, tail)}"
    return shown
