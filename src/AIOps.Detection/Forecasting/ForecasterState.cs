using AIOps.Detection.Metrics;

namespace AIOps.Detection.Forecasting;

/// <summary>Everything a forecaster knows, flat and without references: a checkpoint is its bytes. A change of layout counts <see cref="Layout"/> up.</summary>
internal struct ForecasterState
{
    public const int Layout = 1;

    public double Limit;
    public double Fast;
    public double Level;
    public double Slow;
    public double Step;
    public double RecentPeak;
    public long FirstMs;
    public long LastMs;
    public long Knot;
    public long Count;
    public HorizonValues Ahead;
    public PeakForecasts Peaks;
    public CrossingHistory Crossings;
    public Trend Trend;
    public DayBins Path;
}
