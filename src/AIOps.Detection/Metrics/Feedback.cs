namespace AIOps.Detection.Metrics;

/// <summary>What somebody said about an alert; it changes the model of that series, not only its notification.</summary>
public enum Feedback : byte
{
    /// <summary>A real problem: the series is watched a little more closely.</summary>
    TrueAlarm = 0,

    /// <summary>No problem: what is not stronger than this does not alert again for weeks.</summary>
    FalseAlarm = 1,

    /// <summary>The present level is the new normal.</summary>
    ExpectedFromNowOn = 2,
}
