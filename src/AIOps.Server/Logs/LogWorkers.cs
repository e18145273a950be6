using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Bus;
using AIOps.Server.Configuration;
using AIOps.Server.Detect.Sharing;
using AIOps.Server.Events;
using AIOps.Server.Serve;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Logs;

/// <summary>Brings a question about log templates to whoever watches them: this process, or the workers that the table of shards names, over the bus.</summary>
internal sealed class LogWorkers(LogDesk desk, IServiceProvider services, IOperationalStore store, NodeIdentity node, IOptions<BusOptions> bus, IOptions<StorageSettings> storage, IOptions<ServerOptions> server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks everybody who may know.</summary>
    /// <returns>Their answers, and how many gave none in time; nobody at all when no process detects.</returns>
    public async Task<(IReadOnlyList<LogAnswer> Answers, int Silent)> AskAsync(LogQuestion question, CancellationToken cancellationToken)
    {
        var workers = await WorkersAsync(question.Workload, cancellationToken);
        var answers = await Task.WhenAll(workers.Select(worker => AskAsync(worker, question with { Worker = worker }, cancellationToken)));
        return ([.. answers.OfType<LogAnswer>()], answers.Count(answer => answer is null));
    }

    private async Task<IReadOnlyCollection<string>> WorkersAsync(string workload, CancellationToken cancellationToken)
    {
        if (!bus.Value.IsRabbit || storage.Value.PostgreSql.Length == 0)
        {
            // one process detects: this one, or on the broker whoever hears the question
            return server.Value.RoleSet.Contains("detect") ? [node.Name] : bus.Value.IsRabbit ? [""] : [];
        }

        if (await store.FindAsync(DocumentKind.Setting, ShardMembership.Document, cancellationToken) is not { } stored)
        {
            return [];
        }

        var owners = AIOpsJson.Read<ShardTable>(stored.Body).Owners;
        return owners.Count == 0 ? []
            : workload.Length > 0 ? [.. new[] { owners[Sharding.ShardOf(workload, owners.Count)].Worker }.Where(worker => worker.Length > 0)]
            : owners.Select(owner => owner.Worker).Where(worker => worker.Length > 0).ToHashSet(StringComparer.Ordinal);
    }

    private async Task<LogAnswer?> AskAsync(string worker, LogQuestion question, CancellationToken cancellationToken)
    {
        if (worker == node.Name)
        {
            return await desk.AnswerAsync(question, cancellationToken);
        }

        try
        {
            var client = services.GetRequiredService<IClientFactory>().CreateRequestClient<LogQuestion>(Patience);
            return (await client.GetResponse<LogAnswer>(question, cancellationToken)).Message;
        }
        catch (RequestException) when (!cancellationToken.IsCancellationRequested)
        {
            // it was killed a moment ago, stands still, or could not answer
            return null;
        }
    }
}
