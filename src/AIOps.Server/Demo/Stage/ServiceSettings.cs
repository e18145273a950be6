using System.Globalization;

namespace AIOps.Server.Demo.Stage;

/// <summary>
/// What the demo configures: places, ports, and shorter times, because nobody wants to watch a service learn for an hour. No threshold and no rule is touched:
/// these are the settings that any owner may set, and they are the same for every service set and every fault.
/// </summary>
internal static class ServiceSettings
{
    /// <summary>Shorter times, with the key as in <c>appsettings.json</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> CompressedTimes { get; } = [];

    public static IEnumerable<KeyValuePair<string, string>> All(string catalogue, int port, int otlpPort, int otlpHttpPort) =>
    [
        KeyValuePair.Create("Server:Port", Text(port)),
        KeyValuePair.Create("Server:Catalogue", catalogue),
        KeyValuePair.Create("Collectors:Otlp:GrpcPort", Text(otlpPort)),
        KeyValuePair.Create("Collectors:Otlp:HttpPort", Text(otlpHttpPort)),
        .. CompressedTimes,
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
