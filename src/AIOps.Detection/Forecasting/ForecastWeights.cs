namespace AIOps.Detection.Forecasting;

/// <summary>Weights of the features for each horizon: fitted once, by logistic regression over many series, and the same for all.</summary>
internal static class ForecastWeights
{
    private static readonly double[] QuarterHour = [1.3346, 0.3618, 0.063, 0.5418, 0.2318, -0.2893, -0.0956, -0.2471, 0.1459, 0.3153, 2.2575, 1.0285];
    private static readonly double[] Hour = [0.3182, 0.1449, 0.1218, 0.4041, 0.3676, -0.4219, -0.2701, -0.0391, -0.0179, 0.9796, 0.9891, 0.8621];
    private static readonly double[] FourHours = [0.2147, 0.1811, -0.0549, 0.6648, 0.7038, -0.3172, -0.0039, 0.147, -0.196, 1.1984, 0.8134, 0.4326];
    private static readonly double[] Day = [0.3368, 0.1173, -0.236, 0.8394, 0, -0.6309, -0.4215, 0.4619, -0.5405, 0.9761, 0.2049, 0.5907];

    public static ReadOnlySpan<double> For(Horizon horizon) => horizon switch
    {
        Horizon.QuarterHour => QuarterHour,
        Horizon.Hour => Hour,
        Horizon.FourHours => FourHours,
        _ => Day,
    };
}
