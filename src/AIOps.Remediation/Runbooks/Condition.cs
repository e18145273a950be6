using AIOps.Remediation.Expressions;

namespace AIOps.Remediation.Runbooks;

/// <summary>A precondition; exactly one of its sorts is set.</summary>
public sealed record Condition
{
    /// <summary>A metric of the target, or of another service when it reads <c>service/metric</c>.</summary>
    public string? Metric { get; init; }

    /// <summary><c>&lt; &lt;= &gt; &gt;= == !=</c></summary>
    public string Op { get; init; } = ">";

    /// <summary>What the metric is compared with.</summary>
    public double Value { get; init; }

    /// <summary>The direct probe must say: true answers, false fails.</summary>
    public bool? ProbeAnswers { get; init; }

    /// <summary>Two local files that must differ.</summary>
    public (Template First, Template Second)? FilesDiffer { get; init; }

    /// <summary>A local file that must exist.</summary>
    public Template? FileExists { get; init; }

    /// <summary>A pid file whose process must not be younger than this, unless it is stopped or gone: a process that starts is left to it.</summary>
    public (Template PidFile, TimeSpan Within)? NotStarting { get; init; }

    /// <summary>A condition over the target's facts.</summary>
    public Expression? When { get; init; }

    /// <summary>In words.</summary>
    public required string Description { get; init; }
}
