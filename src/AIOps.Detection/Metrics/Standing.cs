namespace AIOps.Detection.Metrics;

/// <summary>Both sides of one signed statistic.</summary>
internal struct Standing
{
    public Tail Up;
    public Tail Down;

    public readonly double Evidence(double value) => value >= 0 ? Up.Evidence(value) : Down.Evidence(-value);

    public void Add(double value, float weight)
    {
        if (value >= 0)
        {
            Up.Add(value, weight);
        }
        else
        {
            Down.Add(-value, weight);
        }
    }
}
