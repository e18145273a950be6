using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AIOps.Collectors.Alerts;

/// <summary>Maps the endpoints through which alerts, changes and heartbeats come in.</summary>
public static class SignalEndpoints
{
    /// <summary>Maps <c>POST /api/v1/webhooks/alertmanager</c>, <c>/api/v1/changes</c> and <c>/api/v1/heartbeats/{name}</c>. They check the sender themselves.</summary>
    /// <param name="endpoints">Where to.</param>
    public static IEndpointRouteBuilder MapSignals(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapPost("/api/v1/webhooks/alertmanager", (RequestDelegate)(context => Intake(context).AlertmanagerAsync(context)));
        endpoints.MapPost("/api/v1/changes", (RequestDelegate)(context => Intake(context).ChangeAsync(context)));
        endpoints.MapPost("/api/v1/heartbeats/{name}", (RequestDelegate)(context => Intake(context).HeartbeatAsync(context)));
        return endpoints;
    }

    private static SignalIntake Intake(HttpContext context) => context.RequestServices.GetRequiredService<SignalIntake>();
}
