namespace AIOps.Contracts.Storage;

/// <summary>A lease with a fencing token; times are the database's.</summary>
/// <param name="Name">What is leased, for example <c>leader/correlator</c> or <c>target/service:shop/orders</c>.</param>
/// <param name="Owner">Who holds it.</param>
/// <param name="Token">Rises with each change of holder.</param>
/// <param name="ExpiresAtMs">Unix milliseconds, database's clock.</param>
public sealed record Lease(string Name, string Owner, long Token, long ExpiresAtMs);
