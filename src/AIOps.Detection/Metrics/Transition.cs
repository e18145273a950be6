namespace AIOps.Detection.Metrics;

/// <summary>What a sample did to the anomaly of its series.</summary>
public enum Transition : byte
{
    /// <summary>Nothing changed.</summary>
    None = 0,

    /// <summary>An anomaly began.</summary>
    Opened = 1,

    /// <summary>The open anomaly is markedly stronger than it was so far.</summary>
    Worsened = 2,

    /// <summary>The series was quiet for the profile's close-after.</summary>
    Closed = 3,
}
