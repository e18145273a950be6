using System.Threading.RateLimiting;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Detect.Teaching;
using AIOps.Server.Configuration;
using AIOps.Server.Health;
using AIOps.Server.Metrics;
using AIOps.Server.Remote;
using AIOps.Server.Web.Access;
using AIOps.Server.Web.Api;
using AIOps.Server.Web.Pages;
using AIOps.Storage.Remote;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Web;

/// <summary>Adds API, console, metrics and health to the service.</summary>
internal static class WebServices
{
    /// <summary>Needs <see cref="DataFolder"/>, <see cref="Events.EventSignal"/>, the store, the history and the catalogue from the host.</summary>
    public static IServiceCollection AddWeb(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<WebOptions>(configuration, WebOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => AccessToken.LoadOrCreate(provider.GetRequiredService<DataFolder>().TokenFile));
        services.AddSingleton<Caller>();
        services.AddSingleton<RateLimiter>(provider => Limiter(provider.GetRequiredService<IOptions<WebOptions>>().Value));
        services.AddSingleton<WebInstruments>();
        services.AddSingleton<AccessFilter>();
        services.AddSingleton<IStartupFilter, GuardFilter>();
        services.AddHostedService<BindingGuard>();
        services.AddSingleton<EventFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<EventFeed>());
        services.AddSingleton<IncidentCommands>();
        services.AddSingleton<RunCommands>();
        services.AddSingleton<KillSwitches>();
        services.AddSingleton<FeedbackDesk>();
        services.AddSingleton<StreamEndpoints>();
        services.AddSingleton(provider => new ChartHistory(provider.GetRequiredService<ITelemetryHistory>(), provider.GetService<RemoteReader>()));
        services.ConfigureHttpJsonOptions(json => Copy(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddMetricsExposition();
        services.AddHealth();
        services.AddOpenApi("v1", ApiDescription.Configure);
        return services;
    }

    public static IEndpointRouteBuilder MapWeb(this IEndpointRouteBuilder endpoints)
    {
        var all = endpoints.MapGroup("").AddEndpointFilter<RouteGroupBuilder, AccessFilter>().WithMetadata(new RequestSizeLimitAttribute(Bounds.MaxBody));
        var api = all.MapGroup("/api/v1").ProducesProblem(400).ProducesProblem(401).ProducesProblem(429).ProducesProblem(503);
        IncidentEndpoints.Map(api);
        AnomalyEndpoints.Map(api);
        SeriesEndpoints.Map(api);
        Logs.LogEndpoints.Map(api);
        RunEndpoints.Map(api);
        InventoryEndpoints.Map(api);
        AutomationEndpoints.Map(api);
        AuditEndpoints.Map(api);
        Respond.TrustEndpoints.Map(api);
        Respond.RunbookEndpoints.Map(api);
        StreamEndpoints.Map(api);
        MetricsEndpoint.Map(all);
        PageEndpoints.Map(all, endpoints.MapGroup("").WithMetadata(new RequestSizeLimitAttribute(Bounds.MaxBody)));
        // a load balancer asks for health from elsewhere and has no token; the answer names no data
        endpoints.MapHealth();
        all.MapOpenApi("/openapi/{documentName}.json");
        return endpoints;
    }

    private static TokenBucketRateLimiter Limiter(WebOptions options) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = options.CallsPerSecond,
        TokensPerPeriod = options.CallsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    private static void Copy(System.Text.Json.JsonSerializerOptions target)
    {
        var source = AIOpsJson.Options;
        target.DefaultIgnoreCondition = source.DefaultIgnoreCondition;
        target.NumberHandling = source.NumberHandling;
        target.MaxDepth = source.MaxDepth;
        foreach (var converter in source.Converters)
        {
            target.Converters.Add(converter);
        }
    }
}
