using System.Globalization;

namespace AIOps.Server.Demo.Stage;

/// <summary>
/// What the demo configures: places, ports, and shorter times, because nobody wants to watch a service learn for an hour. No threshold and no rule is touched:
/// these are the settings that any owner may set, and they are the same for every service set and every fault.
/// </summary>
internal static class ServiceSettings
{
    /// <summary>Shorter times, with the key as in <c>appsettings.json</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> CompressedTimes { get; } =
    [
        KeyValuePair.Create("Detection:Learning", "00:01:00"),
        KeyValuePair.Create("Detection:CloseAfter", "00:00:15"),
        KeyValuePair.Create("Logs:Learning", "00:01:00"),
        KeyValuePair.Create("Correlation:StabilityWindow", "00:00:10"),
        KeyValuePair.Create("Correlation:MemberGrace", "00:00:15"),
        KeyValuePair.Create("Correlation:CandidateWindow", "00:01:00"),
    ];

    /// <summary>How long the demo lets the service learn: the series' learning time and what the exporters and the correlator need around it.</summary>
    public static TimeSpan LearningTime { get; } = TimeSpan.FromSeconds(90);

    public static IEnumerable<KeyValuePair<string, string>> All(int otlpPort, int otlpHttpPort) =>
    [
        KeyValuePair.Create("Collectors:Otlp:GrpcPort", Text(otlpPort)),
        KeyValuePair.Create("Collectors:Otlp:HttpPort", Text(otlpHttpPort)),
        .. CompressedTimes,
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
