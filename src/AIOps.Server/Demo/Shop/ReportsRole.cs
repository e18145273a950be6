using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Shop;

/// <summary>Sums up the day for the accountants: nobody waits for it, and its work may be interrupted at any time.</summary>
internal sealed class ReportsRole : IProcessRole
{
    public void Register(IServiceCollection services)
    {
        services.AddSingleton<Reporter>();
        services.AddHostedService(provider => provider.GetRequiredService<Reporter>());
    }

    public void Map(WebApplication application) => application.MapPost("/hog", (Reporter reporter) => reporter.Hog()).DisableHttpMetrics();
}
