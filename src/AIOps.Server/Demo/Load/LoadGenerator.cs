namespace AIOps.Server.Demo.Load;

/// <summary>
/// Customers of the shop: an open loop (a slow shop does not slow its customers down), steady with small noise; seven of ten check out, the rest look at an order.
/// </summary>
internal sealed class LoadGenerator(Uri target, LoadProfile profile, int seed, TimeProvider time) : BackgroundService
{
    private const int MostInFlight = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly HttpClient _client = new() { BaseAddress = target, Timeout = Patience };
    private int _inFlight;
    private long _sent;
    private long _succeeded;
    private long _failed;
    private long _dropped;

    public LoadCounts Counts => new(Interlocked.Read(ref _sent), Interlocked.Read(ref _succeeded), Interlocked.Read(ref _failed), Interlocked.Read(ref _dropped));

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var random = new Random(seed);
        var next = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow();
            if (next > now)
            {
                await Task.Delay(next - now, time, stoppingToken);
            }
            else if (now - next > TimeSpan.FromSeconds(1))
            {
                next = now; // after a pause of this process the missed requests are not caught up in one burst
            }

            next += TimeSpan.FromSeconds((0.7 + (0.6 * random.NextDouble())) / profile.RateAt(now));
            if (Volatile.Read(ref _inFlight) >= MostInFlight)
            {
                Interlocked.Increment(ref _dropped);
                continue;
            }

            _ = SendAsync(random.NextDouble() < 0.7, random.Next(1, 10_000), stoppingToken);
        }
    }

    private async Task SendAsync(bool checkout, int order, CancellationToken stopping)
    {
        Interlocked.Increment(ref _inFlight);
        Interlocked.Increment(ref _sent);
        try
        {
            using var request = checkout
                ? new HttpRequestMessage(HttpMethod.Post, "/checkout")
                : new HttpRequestMessage(HttpMethod.Get, $"/orders/{order}");
            using var response = await _client.SendAsync(request, stopping);
            Interlocked.Increment(ref (int)response.StatusCode < 500 ? ref _succeeded : ref _failed);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            Interlocked.Increment(ref _failed);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
