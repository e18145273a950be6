using System.Runtime.InteropServices;

namespace AIOps.Detection.Forecasting;

/// <summary>A limit of one series.</summary>
/// <param name="Value">In the unit of the judged values (a counter's rate per second).</param>
/// <param name="Lower">True when falling below it is the trouble.</param>
/// <param name="Origin">Where it comes from.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SeriesLimit(double Value, bool Lower, LimitOrigin Origin);
