namespace AIOps.Contracts.Telemetry;

/// <summary>What a runtime, an operating system or a container engine counts of itself, which is no work that anybody asked for.</summary>
public static class RuntimeMetrics
{
    private static readonly string[] Prefixes = ["dotnet", "process", "jvm", "go", "nodejs", "cpython", "python", "ruby", "v8js", "system", "container", "k8s"];

    /// <summary>Whether a metric is one of them, by the first word of its name: <c>dotnet.gc.collections</c>, <c>process_cpu_seconds_total</c>.</summary>
    /// <param name="metric">Its name.</param>
    public static bool Has(string metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var end = metric.AsSpan().IndexOfAny('.', '_');
        var first = end < 0 ? metric.AsSpan() : metric.AsSpan(0, end);
        foreach (var prefix in Prefixes)
        {
            if (first.SequenceEqual(prefix))
            {
                return true;
            }
        }

        return false;
    }
}
