using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <summary>The limit of a series: the configuration's goes before the profile's, and that before the one that lies in the measure.</summary>
internal static class LimitSource
{
    public static SeriesLimit? For(SeriesKey key, DetectionOptions options, DetectorProfile profile)
    {
        foreach (var option in options.Limits)
        {
            if (option.For(key) is { } given)
            {
                return given;
            }
        }

        return profile.UpperLimit is { } upper ? new SeriesLimit(upper, Lower: false, LimitOrigin.Given)
            : profile.LowerLimit is { } lower ? new SeriesLimit(lower, Lower: true, LimitOrigin.Given)
            : NaturalLimit.Of(key);
    }
}
