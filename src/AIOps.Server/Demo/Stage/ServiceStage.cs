using AIOps.Server.Demo.Cast;
using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Stage;

/// <summary>A service set that runs on this machine until it is disposed of.</summary>
internal sealed class ServiceStage : IAsyncDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly TimeProvider _time;
    private Daemon? _load;

    private ServiceStage(ServiceSet set, Dictionary<string, Daemon> daemons, Daemon? load, Daemon? outside, TimeProvider time)
    {
        Set = set;
        Daemons = daemons;
        _load = load;
        Outside = outside;
        _time = time;
    }

    public ServiceSet Set { get; }

    /// <summary>The watched processes by member name.</summary>
    public IReadOnlyDictionary<string, Daemon> Daemons { get; }

    /// <summary>Somebody else's service, which ours need; or null.</summary>
    public Daemon? Outside { get; private set; }

    /// <summary>Installs the set below a folder and writes its catalogue; nothing runs yet.</summary>
    public static ServiceStage Install(ServiceSet set, string folder, string catalogue, Uri? otlp, TimeProvider time)
    {
        var daemons = set.Members.ToDictionary(member => member.Name, member => Daemon.Install(member, folder, otlp, Settings(member)), StringComparer.Ordinal);
        var load = set.Load is { } plan ? Daemon.Install(plan, folder, null, ProcessSettings.Default) : null;
        // somebody else's service runs on a machine of its own
        var outside = set.Outside is { } other ? Daemon.Install(other, Path.Combine(folder, "elsewhere"), null, ProcessSettings.Default) : null;
        CatalogueFile.Write(catalogue, set, daemons);
        return new ServiceStage(set, daemons, load, outside, time);
    }

    /// <summary>Starts everything, the callees first, and waits until each answers.</summary>
    /// <exception cref="TimeoutException">A process did not answer in time; its log tells why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Outside is { } outside)
        {
            outside.Start();
            await AwaitHealthAsync(outside, cancellationToken);
        }

        foreach (var daemon in Daemons.Values)
        {
            daemon.Start();
        }

        foreach (var daemon in Daemons.Values)
        {
            await AwaitHealthAsync(daemon, cancellationToken);
        }

        if (_load is { } load)
        {
            load.Start();
            await AwaitHealthAsync(load, cancellationToken);
        }
    }

    /// <summary>True when a customer is served and every member answers for itself.</summary>
    public async Task<bool> ServesAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Daemons.Values.Select(daemon => AnswersAsync(HttpMethod.Get, daemon.Health, cancellationToken)));
        return answers.All(answered => answered) && await CustomerIsServedAsync(cancellationToken);
    }

    /// <summary>True when one request of a customer was answered below 500.</summary>
    public Task<bool> CustomerIsServedAsync(CancellationToken cancellationToken) => AnswersAsync(Set.Customer.Method, Set.Customer.Address, cancellationToken);

    /// <summary>Asks the load generator for something, for example <c>/wave?factor=3&amp;seconds=60</c>.</summary>
    public async Task<string> AskLoadAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        if (_load is not { } load)
        {
            return "";
        }

        using var patient = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(method, new Uri(load.Plan.Address, path));
        using var response = await patient.SendAsync(request, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Sends a member an order, as an operator would.</summary>
    public async Task AskAsync(string member, string path, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsync(new Uri(Daemons[member].Plan.Address, path), null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Replaces a member as a deployment does: ends it in an orderly way, starts it again, waits until it answers and has done some work.</summary>
    public async Task RestartAsync(string member, CancellationToken cancellationToken)
    {
        var daemon = Daemons[member];
        daemon.Signal("TERM");
        await UntilAsync(() => Task.FromResult(daemon.Pid() is null), $"{member} did not end", cancellationToken);
        daemon.Start();
        await AwaitHealthAsync(daemon, cancellationToken);

        // A smoke test before the next member follows: what has just started is slow until it has done some work.
        for (var request = 0; request < 10; request++)
        {
            await CustomerIsServedAsync(cancellationToken);
        }
    }

    /// <summary>Lets the processes run on when this object is disposed of.</summary>
    public void Keep() => Kept = true;

    /// <summary>Whether the processes outlive this object.</summary>
    public bool Kept { get; private set; }

    public ValueTask DisposeAsync()
    {
        if (!Kept)
        {
            _load?.Destroy();
            _load = null;
            Outside?.Destroy();
            Outside = null;
            foreach (var daemon in Daemons.Values)
            {
                daemon.Destroy();
            }
        }

        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ProcessSettings Settings(MemberPlan member) => member.Role switch
    {
        "worker" => ProcessSettings.Default with { LatencyMs = 100 },
        "payments" => ProcessSettings.Default with { LatencyMs = 20 },
        _ => ProcessSettings.Default,
    };

    private Task AwaitHealthAsync(Daemon daemon, CancellationToken cancellationToken) =>
        UntilAsync(() => AnswersAsync(HttpMethod.Get, daemon.Health, cancellationToken), $"{daemon.Plan.Name} did not start; see {daemon.LogFile}", cancellationToken);

    private async Task UntilAsync(Func<Task<bool>> condition, string problem, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (!await condition())
        {
            if (_time.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException(problem);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken);
        }
    }

    private async Task<bool> AnswersAsync(HttpMethod method, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, address);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode < 500;
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
