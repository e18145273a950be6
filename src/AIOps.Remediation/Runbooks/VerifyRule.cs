using AIOps.Remediation.Expressions;

namespace AIOps.Remediation.Runbooks;

/// <summary>How the effect of a run is judged.</summary>
/// <param name="Settle">Time after the last step before anything counts; a direct probe must answer by its end.</param>
/// <param name="Window">Time through which the effect must persist.</param>
/// <param name="Must">What must be better.</param>
/// <param name="MustNot">What must not become worse.</param>
/// <param name="Controls">Selects untouched peers, or null.</param>
/// <param name="MinControls">Fewer peers are no comparison.</param>
public sealed record VerifyRule(TimeSpan Settle, TimeSpan Window, IReadOnlyList<VerifyCheck> Must, IReadOnlyList<VerifyCheck> MustNot, Expression? Controls, int MinControls)
{
    /// <summary>True when the runbook repairs a fault of state and is judged by a direct probe.</summary>
    public bool ByProbe => Must.Any(check => check.Probe);

    /// <summary>True when the incident's own signals must clear.</summary>
    public bool BySignals => Must.Any(check => check.Signals);

    /// <summary>True when the runbook only looks: it can help nobody, so its end is neither a success nor a failure of a repair.</summary>
    public bool OnlyLooks => Must.All(check => check.Nothing);

    /// <summary>Metrics that must be better.</summary>
    public IEnumerable<VerifyCheck> Metrics => Must.Where(check => check is { Probe: false, Signals: false, Nothing: false });
}
