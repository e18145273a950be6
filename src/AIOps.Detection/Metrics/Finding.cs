namespace AIOps.Detection.Metrics;

/// <summary>What the model says about a sample before it learns it.</summary>
internal struct Finding
{
    public double Evidence;
    public double Expected;
    public double Width;
    public double Deviation;

    /// <summary>What the usual day adds at this time, before the trust in it.</summary>
    public double Day;

    /// <summary>What day and week add in the forecast.</summary>
    public double Path;

    public double ZFast;
    public double ZMid;
    public double ZSlow;
    public double Shift;
    public double Spread;
    public double SpreadRatio;
    public double FastEvidence;
    public double SlowEvidence;
    public Statistic Statistic;
}
