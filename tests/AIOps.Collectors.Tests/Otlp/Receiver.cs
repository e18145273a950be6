using AIOps.Collectors.Otlp;
using AIOps.Collectors.Traces;
using AIOps.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Collectors.Tests.Otlp;

/// <summary>The whole receiver over a recording sink.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    public Receiver(OtlpOptions? options = null, TimeProvider? time = null)
    {
        Options = options ?? new OtlpOptions { GrpcPort = 0, HttpPort = 0 };
        Time = time ?? new ManualTime();
        var cache = new SeriesCache(Options, Instruments);
        Reducer = new SpanReducer(new TraceOptions(), Instruments);
        Intake = new OtlpIntake(
            new MetricsDecoder(cache, Options, Instruments), new LogsDecoder(cache, Options, Instruments), new TracesDecoder(cache, Reducer, Instruments), Sink, Options, Instruments, Time);
        var authorization = new IngestAuthorization(token => token == "secret");
        var inFlight = new BytesInFlight(Options.MaxBytesInFlight, Instruments);
        Listener = new OtlpListener(
            Options,
            new OtlpGrpc(Intake, authorization, Options, inFlight, Instruments, NullLogger<OtlpGrpc>.Instance),
            new OtlpHttp(Intake, authorization, Options, inFlight, Instruments, NullLogger<OtlpHttp>.Instance),
            _services,
            NullLoggerFactory.Instance);
    }

    public OtlpOptions Options { get; }

    public TimeProvider Time { get; }

    public RecordingSink Sink { get; } = new();

    public CollectorInstruments Instruments { get; } = new();

    public SpanReducer Reducer { get; }

    public OtlpIntake Intake { get; }

    public OtlpListener Listener { get; }

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<OtlpOutcome> Accept(OtlpSignal signal, byte[] request) => Intake.AcceptAsync(signal, request, CancellationToken.None).AsTask();

    public async ValueTask DisposeAsync()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await Listener.StopAsync(stop.Token);
        Listener.Dispose();
        Instruments.Dispose();
        await _services.DisposeAsync();
    }
}
