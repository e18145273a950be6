using System.Runtime.InteropServices;

namespace AIOps.Detection.Forecasting;

/// <summary>When a trend reaches the limit.</summary>
/// <param name="Expected">Time from now at the present slope.</param>
/// <param name="Earliest">Lower end of the interval (about 90 %).</param>
/// <param name="Latest">Upper end; <see cref="TimeSpan.MaxValue"/> when the slope may as well be none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Breach(TimeSpan Expected, TimeSpan Earliest, TimeSpan Latest);
