using System.Text.Json;
using System.Text.RegularExpressions;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Metrics;

/// <summary>What <c>deploy</c> asks of Prometheus: panels and rules.</summary>
internal static partial class Dashboards
{
    private static readonly string Deploy = Path.Combine(RepositoryRoot.Path, "deploy");

    public static string Rules { get; } = Path.Combine(Deploy, "prometheus", "rules.yml");

    /// <summary>Titles and queries of a dashboard's panels, its variables set to everything.</summary>
    public static async Task<IReadOnlyList<(string Panel, string Query)>> QueriesAsync(string name)
    {
        using var board = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Deploy, "grafana", "dashboards", name)));
        return
        [
            .. from panel in board.RootElement.GetProperty("panels").EnumerateArray()
               from target in panel.GetProperty("targets").EnumerateArray()
               let query = target.GetProperty("expr").GetString()!.Replace("$__range", "30d", StringComparison.Ordinal).Replace("$severity", ".*", StringComparison.Ordinal).Replace("$service", ".*", StringComparison.Ordinal)
               select (panel.GetProperty("title").GetString()!, query),
        ];
    }

    /// <summary>Panels whose query has no result.</summary>
    public static async Task<IReadOnlyList<string>> EmptyAsync(PrometheusServer prometheus, string name)
    {
        var empty = new List<string>();
        foreach (var (panel, query) in await QueriesAsync(name))
        {
            if ((await prometheus.QueryAsync(query)).GetArrayLength() == 0)
            {
                empty.Add($"{panel}: {query}");
            }
        }

        return empty;
    }

    /// <summary>Names of our metrics in all panels, recording rules and alerts.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync()
    {
        var expressions = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Deploy, "grafana", "dashboards"), "*.json"))
        {
            expressions.AddRange((await QueriesAsync(Path.GetFileName(file))).Select(query => query.Query));
        }

        expressions.AddRange((await File.ReadAllLinesAsync(Rules)).Where(line => line.TrimStart().StartsWith("expr:", StringComparison.Ordinal)));
        return [.. expressions.SelectMany(expression => Name().Matches(expression)).Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    // a name with a colon is a recording rule's
    [GeneratedRegex(@"\b(aiops|process|dotnet)_[a-z0-9_]+\b(?!:)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
