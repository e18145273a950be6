using System.Globalization;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace AIOps.Storage.Remote;

/// <summary>Asks a Prometheus-compatible store for what the local history does not have. Never throws for what the store does: charts show what there is.</summary>
public sealed class RemoteReader : IDisposable
{
    private const int MaxAtOnce = 4;
    private static readonly TimeSpan LeaveAlone = TimeSpan.FromSeconds(15);
    private readonly RemoteStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly RemoteClient _client;
    private readonly ResiliencePipeline<List<RemoteSeries>> _pipeline;
    private readonly SemaphoreSlim _asking = new(MaxAtOnce);

    /// <summary>Makes a reader.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="time">The clock of limits.</param>
    public RemoteReader(RemoteStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, time);
        _client = new RemoteClient(options, time);

        // a store that is away must not cost each chart its whole time
        _pipeline = new ResiliencePipelineBuilder<List<RemoteSeries>> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<List<RemoteSeries>>
            {
                MinimumThroughput = 2,
                FailureRatio = .1,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = LeaveAlone,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is HttpRequestException or IOException or TimeoutRejectedException or InvalidDataException),
            })
            .AddTimeout(options.QueryTimeout)
            .Build();
    }

    /// <summary>Reads series of ours at even steps.</summary>
    /// <param name="series">Their ids.</param>
    /// <param name="from">First moment, inclusive.</param>
    /// <param name="to">Last moment, exclusive.</param>
    /// <param name="points">Steps of the window, at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<RemoteAnswer> ReadAsync(IReadOnlyCollection<ulong> series, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0 || to <= from)
        {
            return new RemoteAnswer([], null);
        }

        if (!_asking.Wait(0, CancellationToken.None))
        {
            return Failed("busy", $"{MaxAtOnce} questions are under way already", _time.GetTimestamp());
        }

        var began = _time.GetTimestamp();
        try
        {
            var found = await _pipeline.ExecuteAsync(async token => await AskAsync(series, from, to, points, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            RemoteInstruments.OnQuery("answered", _time.GetElapsedTime(began));
            return new RemoteAnswer(found, null);
        }
        catch (BrokenCircuitException)
        {
            return Failed("left_alone", "it did not answer lately and is left alone for some seconds", began);
        }
        catch (TimeoutRejectedException)
        {
            return Failed("timeout", $"no answer within {_options.QueryTimeout.TotalSeconds:0.#} s", began);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException)
        {
            return Failed("failed", failure.Message, began);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _asking.Dispose();
    }

    private async Task<List<RemoteSeries>> AskAsync(IReadOnlyCollection<ulong> series, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken)
    {
        var step = Math.Max(1, Math.Ceiling((to - from).TotalSeconds / Math.Max(1, points)));
        KeyValuePair<string, string>[] form =
        [
            new("query", $"{{{SeriesLabels.Series}=~\"{string.Join('|', series.Select(id => id.ToString("x16", CultureInfo.InvariantCulture)))}\"}}"),
            new("start", Seconds(from)),
            new("end", Seconds(to.AddMilliseconds(-1))),
            new("step", step.ToString(CultureInfo.InvariantCulture)),
        ];
        return RangeAnswer.Read(await _client.QueryAsync("/api/v1/query_range", form, cancellationToken).ConfigureAwait(false));
    }

    private RemoteAnswer Failed(string outcome, string problem, long began)
    {
        RemoteInstruments.OnQuery(outcome, _time.GetElapsedTime(began));
        return new RemoteAnswer([], problem);
    }

    private static string Seconds(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() / 1000.0).ToString("F3", CultureInfo.InvariantCulture);
}
