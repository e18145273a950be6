using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Health;

/// <summary>
/// Adds <c>/healthz</c> (the process lives) and <c>/readyz</c> (what is degraded, in words, and what that means for automation). Any slice adds its own check with
/// <c>AddHealthChecks().AddCheck</c> and puts the meaning for automation into the result's data under <see cref="Automation"/>.
/// </summary>
internal static class HealthServices
{
    public const string Automation = "automation";
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<BoundWatch>();
        services.AddSingleton<ClockSteps>();
        services.AddHealthChecks()
            .AddCheck<StoreCheck>("store", timeout: Timeout)
            .AddCheck<DiskCheck>("disk", timeout: Timeout)
            .AddCheck<ClockCheck>("clock", timeout: Timeout)
            .AddCheck<ConsumerCheck>("consumers", timeout: Timeout)
            .AddCheck<BoundsCheck>("bounds", timeout: Timeout);
        return services;
    }

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        // they watch from the start on, not from the first question on
        endpoints.ServiceProvider.GetRequiredService<BoundWatch>();
        endpoints.ServiceProvider.GetRequiredService<ClockSteps>();
        endpoints.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = (http, _) => http.Response.WriteAsync("alive\n", http.RequestAborted) });
        endpoints.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync });
        return endpoints;
    }

    public static HealthCheckResult Result(HealthStatus status, string words, string automation) =>
        new(status, words, data: new Dictionary<string, object>(StringComparer.Ordinal) { [Automation] = automation });

    public static HealthView View(HealthReport report) => new(
        report.Status switch { HealthStatus.Healthy => "ready", HealthStatus.Degraded => "degraded", _ => "not ready" },
        [.. report.Entries.OrderBy(entry => entry.Value.Status).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new HealthLine(
            entry.Key,
            entry.Value.Status.ToString().ToLowerInvariant(),
            entry.Value.Description ?? (entry.Value.Status == HealthStatus.Healthy ? "in order" : "gave no answer in time"),
            entry.Value.Data.TryGetValue(Automation, out var meaning) ? meaning.ToString()! : entry.Value.Status == HealthStatus.Healthy ? "works" : "nothing is started by itself until this is in order"))]);

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(JsonSerializer.Serialize(View(report), JsonSerializerOptions.Web), http.RequestAborted);
    }
}
