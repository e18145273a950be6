using System.IO.Enumeration;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <summary>The limit of a series: what the service's owners know goes before the configuration's, that before the profile's, and that before the one that lies in the measure.</summary>
internal static class LimitSource
{
    public static SeriesLimit? For(SeriesKey key, ServiceEntry? service, DetectionOptions options, DetectorProfile profile)
    {
        foreach (var known in service?.Limits ?? [])
        {
            if (FileSystemName.MatchesSimpleExpression(known.Metric, key.Metric))
            {
                return Given(known.Upper, known.Lower);
            }
        }

        foreach (var option in options.Limits)
        {
            if (option.Fits(key))
            {
                return Given(option.Upper, option.Lower);
            }
        }

        return profile.UpperLimit is not null || profile.LowerLimit is not null ? Given(profile.UpperLimit, profile.LowerLimit) : NaturalLimit.Of(key);
    }

    private static SeriesLimit Given(double? upper, double? lower) => new(upper ?? lower ?? 0, upper is null, LimitOrigin.Given);
}
