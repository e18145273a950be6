using AIOps.Contracts.Storage;

namespace AIOps.Incidents.RootCause;

/// <summary>What a series usually is, and where in its window the fault may lie.</summary>
/// <param name="Window">The series.</param>
/// <param name="Class">What the metric says.</param>
/// <param name="Median">Median of the normal state.</param>
/// <param name="Spread">Inter-quartile range over 1.349.</param>
/// <param name="Deviation">Root of the mean square around the median.</param>
/// <param name="Resolution">Smallest step between two values of the normal state; 0 when it is constant.</param>
/// <param name="NormalCount">Samples before this index are the normal state.</param>
/// <param name="First">First index that may belong to the fault.</param>
/// <param name="End">Index after the last that may.</param>
/// <param name="Run">Samples that a change must hold.</param>
internal sealed record SeriesNormal(SeriesWindow Window, SignalClass Class, double Median, double Spread, double Deviation, double Resolution, int NormalCount, int First, int End, int Run);
