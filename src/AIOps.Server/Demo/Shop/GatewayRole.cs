using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Shop;

/// <summary>The shop's door: what customers call.</summary>
internal sealed partial class GatewayRole : IProcessRole
{
    public void Register(IServiceCollection services)
    {
    }

    public void Map(WebApplication application)
    {
        application.MapPost("/checkout", (Callees callees, Work work, ILogger<GatewayRole> logger, CancellationToken cancelled) =>
            ForwardAsync(HttpMethod.Post, "/orders", callees, work, logger, cancelled));
        application.MapGet("/orders/{id:long}", (long id, Callees callees, Work work, ILogger<GatewayRole> logger, CancellationToken cancelled) =>
            ForwardAsync(HttpMethod.Get, $"/orders/{id}", callees, work, logger, cancelled));
    }

    private static async Task<IResult> ForwardAsync(HttpMethod method, string path, Callees callees, Work work, ILogger logger, CancellationToken cancelled)
    {
        if (await work.DoAsync(cancelled) is { } backend)
        {
            Log.NoSession(logger, backend);
            return Results.StatusCode(StatusCodes.Status500InternalServerError);
        }

        try
        {
            var status = await callees["orders"].SendAsync(method, path, cancelled);
            if (status >= 500)
            {
                Log.Refused(logger, method.Method, status);
            }

            return Results.StatusCode(status >= 500 ? StatusCodes.Status502BadGateway : status);
        }
        catch (HttpRequestException error)
        {
            Log.NoAnswer(logger, method.Method, error.Message);
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9111, LogLevel.Error, "Request refused: {Problem}")]
        public static partial void NoSession(ILogger logger, string problem);

        [LoggerMessage(9112, LogLevel.Warning, "Orders answered {Method} with {Status}")]
        public static partial void Refused(ILogger logger, string method, int status);

        [LoggerMessage(9113, LogLevel.Warning, "Orders gave no answer to {Method}: {Problem}")]
        public static partial void NoAnswer(ILogger logger, string method, string problem);
    }
}
