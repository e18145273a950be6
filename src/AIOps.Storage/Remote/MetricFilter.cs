using System.IO.Enumeration;

namespace AIOps.Storage.Remote;

/// <summary>Which metrics are sent. Pure.</summary>
internal sealed class MetricFilter(IEnumerable<string> only, IEnumerable<string> except)
{
    private readonly string[] _only = [.. only];
    private readonly string[] _except = [.. except];

    public bool Takes(string metric) => (_only.Length == 0 || Matches(_only, metric)) && !Matches(_except, metric);

    private static bool Matches(string[] patterns, string metric) => Array.Exists(patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, metric, ignoreCase: false));
}
