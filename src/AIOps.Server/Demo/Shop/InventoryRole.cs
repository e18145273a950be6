using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Shop;

/// <summary>Keeps the stock; counts it all when the nightly batch job asks.</summary>
internal sealed partial class InventoryRole : IProcessRole
{
    private const int CountedItems = 200_000;

    public void Register(IServiceCollection services)
    {
    }

    public void Map(WebApplication application)
    {
        application.MapPost("/reservations/{item:int}", async (int item, Work work, ILogger<InventoryRole> logger, CancellationToken cancelled) =>
        {
            if (await work.DoAsync(cancelled) is not { } backend)
            {
                Log.Reserved(logger, item);
                return Results.Ok();
            }

            Log.NoWarehouse(logger, item, backend);
            return Results.StatusCode(StatusCodes.Status500InternalServerError);
        });
        application.MapGet("/count", () => Results.Ok(new { sum = Count() }));
    }

    private static long Count()
    {
        var sum = 0L;
        for (var item = 1; item <= CountedItems; item++)
        {
            sum += item.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        }

        return sum;
    }

    private static partial class Log
    {
        [LoggerMessage(9131, LogLevel.Information, "Item {Item} reserved")]
        public static partial void Reserved(ILogger logger, int item);

        [LoggerMessage(9132, LogLevel.Error, "Item {Item} not reserved: {Problem}")]
        public static partial void NoWarehouse(ILogger logger, int item, string problem);
    }
}
