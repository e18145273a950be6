using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;

namespace AIOps.Storage.Tests.Remote;

/// <summary>Takes remote write as the specification says, and answers as a test wants. It keeps what it answered with 2xx.</summary>
internal sealed class StandInStore : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly Func<StandInRequest, StandInAnswer> _answer;

    public StandInStore(Func<StandInRequest, StandInAnswer> answer)
    {
        _answer = answer;
        for (var attempt = 0; ; attempt++)
        {
            // one that could not start is of no more use
            Url = $"http://127.0.0.1:{Random.Shared.Next(20_000, 32_000)}/";
            _listener = new HttpListener();
            _listener.Prefixes.Add(Url);
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // taken
            }
        }

        _serving = Task.Run(ServeAsync);
    }

    public string Url { get; }

    public ConcurrentQueue<StandInRequest> Requests { get; } = new();

    /// <summary>Samples that were taken: labels and time.</summary>
    public ConcurrentDictionary<(string Labels, long AtMs), double> Taken { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            var request = new StandInRequest(context.Request.Headers.AllKeys.ToDictionary(name => name!, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase), Read(body.ToArray()));
            var answer = _answer(request);
            Requests.Enqueue(request);
            if (answer.Status < 300)
            {
                foreach (var (labels, atMs, value) in request.Samples)
                {
                    Taken[(labels, atMs)] = value;
                }
            }

            context.Response.StatusCode = answer.Status;
            if (answer.RetryAfter is { } seconds)
            {
                context.Response.Headers["Retry-After"] = seconds;
            }

            var words = Encoding.UTF8.GetBytes(answer.Words);
            await context.Response.OutputStream.WriteAsync(words);
            context.Response.Close();
        }
    }

    private static List<(string Labels, long AtMs, double Value)> Read(byte[] body)
    {
        var all = new CodedInputStream(IronSnappy.Snappy.Decode(body));
        var samples = new List<(string, long, double)>();
        while (all.ReadTag() is var tag and not 0)
        {
            Assert.That(tag, Is.EqualTo((1u << 3) | 2));
            var series = all.ReadBytes().CreateCodedInput();
            var labels = new List<(string Name, string Value)>();
            var own = new List<(long AtMs, double Value)>();
            while (series.ReadTag() is var part and not 0)
            {
                var message = series.ReadBytes().CreateCodedInput();
                message.ReadTag();
                if (part >> 3 == 1)
                {
                    var name = message.ReadString();
                    message.ReadTag();
                    labels.Add((name, message.ReadString()));
                }
                else
                {
                    var value = message.ReadDouble();
                    message.ReadTag();
                    own.Add((message.ReadInt64(), value));
                }
            }

            Assert.That(labels.Select(label => label.Name), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal).And.Unique);
            Assert.That(own.Select(sample => sample.AtMs), Is.Ordered.And.Unique);
            var text = string.Join(',', labels.Where(label => label.Name != "aiops_series").Select(label => $"{label.Name}={label.Value}"));
            samples.AddRange(own.Select(sample => (text, sample.AtMs, sample.Value)));
        }

        return samples;
    }
}
