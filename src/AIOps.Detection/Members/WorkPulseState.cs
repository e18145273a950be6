namespace AIOps.Detection.Members;

/// <summary>What a <see cref="WorkPulse"/> knows; times in Unix milliseconds, sums in milliseconds and pieces of work that fade over time.</summary>
public sealed record WorkPulseState(long MovedMs, long MovingSinceMs, long HeardMs, double Time, double Work, double Stood, double Longest, double LateTime, double LateWork);
