namespace AIOps.Detection.Metrics;

/// <summary>How much a detector knows about its series.</summary>
public enum LearningState : byte
{
    /// <summary>Too little was seen: scores are given, alerts are not.</summary>
    Learning = 0,

    /// <summary>Scores and alerts.</summary>
    Active = 1,

    /// <summary>No sample for longer than the profile allows; what is missing is neither zero nor healthy.</summary>
    Stale = 2,
}
