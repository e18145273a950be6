namespace AIOps.Server.Metrics;

/// <summary>What of an incident is in the histograms already.</summary>
[Flags]
internal enum ReachedAnchors
{
    None = 0,
    Opened = 1,
    Detected = 2,
    Notified = 4,
    Acknowledged = 8,
    Restored = 16,
    Resolved = 32,
    Lead = 64,
    Excluded = 128,
}
