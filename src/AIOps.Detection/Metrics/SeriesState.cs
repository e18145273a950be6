using System.Runtime.InteropServices;

namespace AIOps.Detection.Metrics;

/// <summary>Everything a detector knows, flat and without references: a checkpoint is its bytes. A change of layout counts <see cref="Layout"/> up.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SeriesState
{
    public const int Layout = 5;

    public long FirstMs;
    public long LastMs;
    public long LearnUntilMs;
    public long ExcursionMs;
    public GateState Gate;
    public long ShiftMs;
    public long OnsetMs;
    public double LastRaw;
    public double LastValue;
    public double Origin;
    public double IntervalMs;
    public double Quantum;

    // levels of what the day's path leaves over, over minutes, an hour, half a day
    public double Fast;
    public double Mid;
    public double Slow;

    // the same hour's level with and without the day's path: who errs less is trusted
    public double WithPath;
    public double WithoutPath;
    public double LossWith;
    public double LossWithout;

    // usual absolute errors of the three levels
    public double ScaleFast;
    public double ScaleMid;
    public double ScaleSlow;
    public double Wide;
    public double Shift;
    public double SlowShift;
    public double Spread;
    public double UsualSpread;
    public double Weight;
    public double Total;
    public double Run;
    public double LongestRun;
    public double EqualShare;
    public double Raised;
    public double Crowd;
    public double News;
    public long NewsMs;
    public double Opened;
    public long OpenedMs;
    public float Trust;
    public int Count;
    public int Skip;
    public int Turn;
    public byte Stale;
    public byte Kind;
    public byte Statistic;
    public byte Started;
    public byte Varies;
    public byte WeekSlot;
    public byte Weeks;
    public byte Far;
    public float Least;
    public float Most;
    public float WeekLevel;
    public float WeekSum;
    public float WeekSpanMs;
    public float WeekLoss;
    public float WeeklessLoss;

    public Records FastRecords;
    public Records SlowRecords;
    public DayBins Path;
    public WeekBins Week;
    public HourBins Width;
    public Standing FastTail;
    public Standing MidTail;
    public Standing SlowTail;
    public Standing ShiftTail;
    public Tail SpreadTail;
}
