namespace AIOps.Remediation.Runbooks;

/// <summary>One comparison of a verification.</summary>
public sealed record VerifyCheck
{
    /// <summary>True when the direct probe must answer.</summary>
    public bool Probe { get; init; }

    /// <summary>True when the incident's signals on the target must clear: what detected the fault says that it is over.</summary>
    public bool Signals { get; init; }

    /// <summary>True when the runbook only looks: there is no effect to prove.</summary>
    public bool Nothing { get; init; }

    /// <summary>A metric of the target, or of another service when it reads <c>service/metric</c>.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Compared with the value before the plan.</summary>
    public bool AgainstBefore { get; init; }

    /// <summary>Least change that counts: a share of the value before (0.1 is 10 %), or an absolute amount when <see cref="Absolute"/>.</summary>
    public double By { get; init; }

    /// <summary>Whether <see cref="By"/> is an amount instead of a share.</summary>
    public bool Absolute { get; init; }

    /// <summary>Better is higher.</summary>
    public bool HigherIsBetter { get; init; }

    /// <summary>Comparison with a fixed value, or empty.</summary>
    public string Op { get; init; } = "";

    /// <summary>The fixed value.</summary>
    public double Value { get; init; }
}
