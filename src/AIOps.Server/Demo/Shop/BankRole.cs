using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Shop;

/// <summary>Somebody else's service: it is in no catalogue, sends no telemetry, and nobody here may touch it.</summary>
internal sealed class BankRole : IProcessRole
{
    public void Register(IServiceCollection services)
    {
    }

    public void Map(WebApplication application) =>
        application.MapPost("/authorizations/{order:long}", async (long order, Work work, CancellationToken cancelled) =>
        {
            await work.DoAsync(cancelled);
            return Results.Ok();
        });
}
