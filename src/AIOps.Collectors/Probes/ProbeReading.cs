namespace AIOps.Collectors.Probes;

/// <summary>The latest result of one probe.</summary>
/// <param name="Name">The probe's name inside its service.</param>
/// <param name="Member">The member it probes, or null.</param>
/// <param name="Success">Whether it answered as it should.</param>
/// <param name="FaultKind"><c>down</c>, <c>hung</c> or empty.</param>
/// <param name="Detail">One sentence for people; empty on success.</param>
/// <param name="At">When it was run.</param>
/// <param name="FreshUntil">After this time it says nothing any more.</param>
public sealed record ProbeReading(string Name, string? Member, bool Success, string FaultKind, string Detail, DateTimeOffset At, DateTimeOffset FreshUntil);
