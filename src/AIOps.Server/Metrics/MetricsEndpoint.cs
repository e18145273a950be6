using Microsoft.AspNetCore.Http.HttpResults;

namespace AIOps.Server.Metrics;

/// <summary><c>GET /metrics</c>.</summary>
internal sealed class MetricsEndpoint(MetricCollector collector, IncidentTimes incidents, ProcessInstruments process)
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/metrics", (HttpContext http, MetricsEndpoint metrics) => metrics.Answer(http)).ExcludeFromDescription();

    // held so that its observable instruments live as long as the endpoint
    private readonly ProcessInstruments _process = process;

    public string Write(bool openMetrics)
    {
        var text = new Exposition(openMetrics);
        foreach (var family in collector.Collect())
        {
            text.Family(family);
        }

        incidents.WriteTo(text);
        text.Head("aiops_metrics_overflows", MetricKind.Counter, "", "Measurements folded into overflow=\"true\" because a metric has too many label sets.");
        foreach (var (family, count) in collector.Overflows)
        {
            text.Sample("aiops_metrics_overflows", MetricKind.Counter, LabelText.Of(new KeyValuePair<string, object?>("metric", family)), count);
        }

        return text.End();
    }

    private ContentHttpResult Answer(HttpContext http)
    {
        var openMetrics = http.Request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
        http.Response.Headers.Vary = "Accept";
        return TypedResults.Text(Write(openMetrics), Exposition.ContentType(openMetrics));
    }
}
