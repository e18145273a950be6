namespace AIOps.Detection.Forecasting;

/// <summary>What a watch knows beyond its forecaster and its ledger; flat, so that a checkpoint is its bytes.</summary>
internal struct LimitWatchState
{
    public double Limit;
    public double Worst;
    public long StepMs;
    public long HintMs;
    public long QuietMs;
    public long WarnedMs;
    public long CrossedMs;
    public long InsideMs;
    public long IntervenedMs;
    public int CleanUps;
    public byte Lower;
    public byte Origin;
    public ushort Reserved;
    public HorizonValues IssuedMs;
}
