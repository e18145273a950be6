namespace AIOps.Detection.Forecasting;

internal struct PendingPeak
{
    public long DueMs;
    public double Predicted;
    public double Seen;
}
