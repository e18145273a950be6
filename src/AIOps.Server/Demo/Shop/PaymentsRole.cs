using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Shop;

/// <summary>Charges customers through payment providers.</summary>
internal sealed partial class PaymentsRole : IProcessRole
{
    public void Register(IServiceCollection services)
    {
    }

    public void Map(WebApplication application) =>
        application.MapPost("/charges/{order:long}", async (long order, Callees callees, Work work, ILogger<PaymentsRole> logger, CancellationToken cancelled) =>
        {
            if (await work.DoAsync(cancelled) is { } provider)
            {
                Log.NoProvider(logger, order, provider);
                return Results.StatusCode(StatusCodes.Status500InternalServerError);
            }

            try
            {
                await callees["bank"].SendAsync(HttpMethod.Post, $"/authorizations/{order}", cancelled);
                Log.Charged(logger, order);
                return Results.Ok();
            }
            catch (HttpRequestException error)
            {
                Log.NoBank(logger, order, error.Message);
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        });

    private static partial class Log
    {
        [LoggerMessage(9143, LogLevel.Error, "Order {Order} not charged: the bank gives no answer: {Problem}")]
        public static partial void NoBank(ILogger logger, long order, string problem);

        [LoggerMessage(9141, LogLevel.Information, "Order {Order} charged")]
        public static partial void Charged(ILogger logger, long order);

        [LoggerMessage(9142, LogLevel.Error, "Order {Order} not charged: {Problem}")]
        public static partial void NoProvider(ILogger logger, long order, string problem);
    }
}
