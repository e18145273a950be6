namespace AIOps.Incidents.RootCause;

/// <summary>A workload's part of what is lost on the way between callers and callees.</summary>
/// <param name="Seconds">Largest extra time on the way of a call to or from it.</param>
/// <param name="Slow">Its edges on which calls take longer on the way.</param>
/// <param name="Edges">All its edges that are measured at both ends.</param>
/// <param name="Relative">Held against the largest of all, and by how much longer a call takes; 0 to 1.</param>
internal sealed record EdgeShare(double Seconds, int Slow, int Edges, double Relative);
