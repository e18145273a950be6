using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Shop;

/// <summary>Places orders: reserves stock, then charges.</summary>
internal sealed partial class OrdersRole : IProcessRole
{
    private static long _lastOrder;

    public void Register(IServiceCollection services)
    {
    }

    public void Map(WebApplication application)
    {
        application.MapPost("/orders", PlaceAsync);
        application.MapGet("/orders/{id:long}", async (long id, Work work, CancellationToken cancelled) =>
            await work.DoAsync(cancelled) is null ? Results.Ok(new { id, state = "placed" }) : Results.StatusCode(StatusCodes.Status500InternalServerError));
    }

    private static async Task<IResult> PlaceAsync(Callees callees, Work work, ILogger<OrdersRole> logger, CancellationToken cancelled)
    {
        var order = Interlocked.Increment(ref _lastOrder);
        if (await work.DoAsync(cancelled) is { } backend)
        {
            Log.NoTaxTable(logger, order, backend);
            return Results.StatusCode(StatusCodes.Status500InternalServerError);
        }

        foreach (var (service, path) in new[] { ("inventory", $"/reservations/{order % 500}"), ("payments", $"/charges/{order}") })
        {
            try
            {
                var status = await callees[service].SendAsync(HttpMethod.Post, path, cancelled);
                if (status >= 500)
                {
                    Log.Refused(logger, order, service, status);
                    return Results.StatusCode(StatusCodes.Status502BadGateway);
                }
            }
            catch (HttpRequestException error)
            {
                Log.NoAnswer(logger, order, service, error.Message);
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        }

        Log.Placed(logger, order);
        return Results.Ok(new { id = order, state = "placed" });
    }

    private static partial class Log
    {
        [LoggerMessage(9121, LogLevel.Information, "Order {Order} placed")]
        public static partial void Placed(ILogger logger, long order);

        [LoggerMessage(9122, LogLevel.Error, "Order {Order} refused: {Problem}")]
        public static partial void NoTaxTable(ILogger logger, long order, string problem);

        [LoggerMessage(9123, LogLevel.Warning, "Order {Order} not placed: {Service} answered {Status}")]
        public static partial void Refused(ILogger logger, long order, string service, int status);

        [LoggerMessage(9124, LogLevel.Warning, "Order {Order} not placed: {Service} gave no answer: {Problem}")]
        public static partial void NoAnswer(ILogger logger, long order, string service, string problem);
    }
}
