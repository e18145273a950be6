using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Runbooks;

/// <summary>A versioned remedy for a known failure, checked when it was loaded; immutable, and identified by <see cref="Hash"/>.</summary>
public sealed record Runbook
{
    /// <summary>For example <c>restart-service</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Semantic version.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>SHA-256 over the file and every script it names, in hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The file it was read from.</summary>
    public required string File { get; init; }

    /// <summary>The file's text.</summary>
    public required string Text { get; init; }

    /// <summary>Every script that it runs, as it was read.</summary>
    public required ScriptSet Scripts { get; init; }

    /// <summary>What it does, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>Team that answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>When it applies.</summary>
    public required RunbookTrigger Trigger { get; init; }

    /// <summary>On what it may act.</summary>
    public required TargetRule Targets { get; init; }

    /// <summary>Parameters by name.</summary>
    public required IReadOnlyDictionary<string, ParamRule> Params { get; init; }

    /// <summary>The most it may ever do by itself.</summary>
    public required TrustLevel MaxAutonomy { get; init; }

    /// <summary>Lower maxima by environment.</summary>
    public required IReadOnlyDictionary<string, TrustLevel> AutonomyByEnvironment { get; init; }

    /// <summary>What can go wrong.</summary>
    public required RiskRule Risk { get; init; }

    /// <summary>How often and how long.</summary>
    public required RunLimits Limits { get; init; }

    /// <summary>All must hold when it is planned and when it begins; its own steps may change them.</summary>
    public required IReadOnlyList<Condition> Preconditions { get; init; }

    /// <summary>What it does, in order.</summary>
    public required IReadOnlyList<StepRule> Steps { get; init; }

    /// <summary>How its effect is judged.</summary>
    public required VerifyRule Verify { get; init; }

    /// <summary>True when a failed verification undoes the steps.</summary>
    public required bool UndoOnFailedVerification { get; init; }

    /// <summary>Secrets that its steps need.</summary>
    public required IReadOnlyList<SecretRule> Secrets { get; init; }

    /// <summary>"id@version", as audit and incidents name it.</summary>
    public string Name => $"{Id}@{Version}";

    /// <summary>The actor name under which it acts.</summary>
    public string Actor => $"runbook:{Name}";
}
