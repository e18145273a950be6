using System.Runtime.InteropServices;

namespace AIOps.Detection.Metrics;

/// <summary>What the model says about a sample before it learns it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Finding(double Evidence, Statistic Statistic, double Expected, double Width, double Deviation, double Path, double ZFast, double ZMid, double ZSlow, double Shift, double Spread, double FastEvidence, double SlowEvidence);
